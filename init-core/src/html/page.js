"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const key = (row, column) => row.cells[column].dataset.key ?? row.cells[column].textContent;
  const order = (a, b) => {
    const [x, y] = [Number(a), Number(b)];
    if (a === "" || b === "") return (a === "") - (b === "");
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, "en", { numeric: true }) : x - y;
  };
  heads.forEach((head, column) => head.querySelector("button").addEventListener("click", () => {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of heads) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...body.rows].map((row) => [key(row, column), row]);
    rows.sort(([a], [b]) => (a === "" || b === "" || !down ? order(a, b) : order(b, a)));
    body.append(...rows.map(([, row]) => row));
  }));
}
const filters = document.querySelector(".filters");
if (filters) {
  const [path, law, status] = ["#path", "#law", "#status"].map((id) => filters.querySelector(id));
  const rows = [...document.querySelector("table.sortable").tBodies[0].rows];
  const filter = () => {
    const words = path.value.toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = row.dataset.path.toLowerCase().includes(words) && (law.value === "" || row.dataset.law === law.value);
      row.hidden = !fits;
      shown += fits;
    }
    status.textContent = `${shown} of ${rows.length} shown`;
  };
  path.addEventListener("input", filter);
  law.addEventListener("change", filter);
  filter();
}
