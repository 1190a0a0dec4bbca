"""Section 11.1: orthogonal matrices, by Householder reflections of normals."""

import numpy as np

from standard import normals_f64

PANEL = 48


def normals(words, count):
    """The next normals in order, f64; an odd one out is not used."""
    w = words.take(4 * -(-count // 2)).reshape(-1, 4).T
    return np.stack(normals_f64(*w), axis=1).reshape(-1)[:count]


def orthogonal(words, o, columns):
    """The o × columns matrix without the gain, f64."""
    long, short = max(o, columns), min(o, columns)
    a = normals(words, long * short).reshape(short, long).T.copy()
    signs = np.ones(short)
    panels = []
    for f in range(0, short, PANEL):
        width = min(PANEL, short - f)
        v = _reflectors(a, f, width, signs)
        t = _triangle(v)
        panels.append((f, v, t))
        _apply(a[:, f + width :], f, v, t.T)
    q = np.zeros((long, short))
    np.fill_diagonal(q, signs)
    for f, v, t in reversed(panels):
        _apply(q[:, f:], f, v, t)
    return q.T if o < columns else q


def dots(x, y):
    """dot(x_i, y_j) for all columns i of x and j of y: eight sums side by side, then folded."""
    s = np.zeros((8, x.shape[1], y.shape[1]))
    for r in range(0, x.shape[0], 8):
        some = min(8, x.shape[0] - r)
        s[:some] += x[r : r + some, :, None] * y[r : r + some, None, :]
    s = s[:4] + s[4:]
    s = s[:2] + s[2:]
    return s[0] + s[1]


def _reflectors(a, f, width, signs):
    """Step 1: the reflectors of a panel as columns; changes the panel's columns of `a`."""
    reflectors = np.zeros((a.shape[0], width))
    for j in range(width):
        k = f + j
        v = reflectors[:, j]
        v[k:] = a[k:, k]
        norm = np.sqrt(dots(v[:, None], v[:, None])[0, 0])
        head = v[k]
        signs[k] = 1.0 if head < 0 else -1.0
        v[k] = head - signs[k] * norm
        s = norm * (norm + np.abs(head))
        if s > 0:
            v *= 1.0 / np.sqrt(s)
        later = a[:, k + 1 : f + width]
        p = dots(v[:, None], later)[0]
        later[k:] -= p * v[k:, None]
    return reflectors


def _triangle(v):
    """Step 2: the upper triangle T of a panel."""
    width = v.shape[1]
    q = dots(v, v)
    t = np.eye(width)
    for j in range(width):
        for i in range(j):
            s = 0.0
            for l in range(i, j):
                s = s + t[i, l] * q[l, j]
            t[i, j] = -s
    return t


def _apply(c, f, v, t):
    """Steps 3 and Q: changes the columns c; w[i] is the sum over T[i][j]·p[j], whose terms outside
    the triangle are zero and change nothing."""
    width = v.shape[1]
    p = dots(v, c)
    w = np.zeros_like(p)
    for j in range(width):
        w += t[:, j, None] * p[j]
    sums = [np.zeros((c.shape[0] - f, c.shape[1])) for _ in range(2)]
    for i in range(width):
        sums[i % 2] += v[f:, i, None] * w[i]
    c[f:] -= sums[0] + sums[1]
