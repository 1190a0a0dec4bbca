"""Opens pages of reports in a headless Chromium and uses them: `look.py PAGE.html … --pictures FOLDER`.

Each page must open without a message in the console and without a request to anything but itself, sort by
every column, filter by path and by law, stay within a width of 400 pixels, and let no text run over other
text, in both colour schemes. The pictures are for people to look at.
"""

import argparse
import json
import pathlib

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

WIDTHS = [400, 1200]
SCHEMES = ["light", "dark"]
HEIGHT = 1600

KEYS = """
return [...document.querySelector("table.sortable").tBodies[0].rows]
  .filter((row) => !row.hidden)
  .map((row) => row.cells[arguments[0]].dataset.key ?? row.cells[arguments[0]].textContent);
"""

# Pairs of texts that are not one within the other, and share more than a pixel in both directions.
OVERLAPS = """
const leaves = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode;
  if (!node.textContent.trim() || !node.parentElement.checkVisibility()) continue;
  if (node.parentElement.closest("script, style, option, select")) continue;
  const range = document.createRange();
  range.selectNodeContents(node);
  for (const box of range.getClientRects()) {
    if (box.width > 0) leaves.push([box, node.textContent.trim()]);
  }
}
leaves.sort((a, b) => a[0].top - b[0].top);
const found = [];
for (let i = 0; i < leaves.length; i++) {
  for (let j = i + 1; j < leaves.length && leaves[j][0].top < leaves[i][0].bottom - 1; j++) {
    const [a, b] = [leaves[i][0], leaves[j][0]];
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    // Lines of one paragraph share a little of their height.
    if (wide > 1 && high > 5) found.push([leaves[i][1], leaves[j][1]]);
  }
}
return found;
"""


def order(keys):
    """The keys as the page should sort them: numbers by value, texts after them by any order."""
    return [float(key) for key in keys if key]


def check_sorting(driver):
    heads = driver.find_elements(By.CSS_SELECTOR, "table.sortable thead th")
    for column, head in enumerate(heads):
        button = head.find_element(By.TAG_NAME, "button")
        button.send_keys(Keys.ENTER)
        assert head.get_attribute("aria-sort") == "ascending", head.text
        ascending = driver.execute_script(KEYS, column)
        button.send_keys(Keys.SPACE)
        assert head.get_attribute("aria-sort") == "descending", head.text
        descending = driver.execute_script(KEYS, column)
        assert sorted(ascending) == sorted(descending), head.text
        if "n" in (head.get_attribute("class") or "").split():
            numbers = order(ascending)
            assert numbers == sorted(numbers), (head.text, numbers)
            assert order(descending) == sorted(numbers, reverse=True), head.text
            # What has no number comes last in both orders.
            assert all(ascending[: len(numbers)]) and all(descending[: len(numbers)]), head.text


def check_filters(driver):
    shown = lambda: [
        row
        for row in driver.find_elements(By.CSS_SELECTOR, "table.sortable tbody tr")
        if row.is_displayed()
    ]
    every = len(shown())
    path = driver.find_element(By.ID, "path")
    law = Select(driver.find_element(By.ID, "law"))
    status = driver.find_element(By.ID, "status")
    assert status.text == f"{every} of {every} shown", status.text
    path.send_keys("WEIGHT")
    rows = shown()
    assert all("weight" in row.get_attribute("data-path").lower() for row in rows)
    assert status.text == f"{len(rows)} of {every} shown"
    path.send_keys("no such path")
    assert not shown() and status.text == f"0 of {every} shown"
    path.send_keys(Keys.CONTROL, "a")
    path.send_keys(Keys.DELETE)
    assert status.text == f"{every} of {every} shown", status.text
    total = 0
    for option in [option.text for option in law.options[1:]]:
        law.select_by_visible_text(option)
        rows = shown()
        assert rows and all(row.get_attribute("data-law") == option for row in rows)
        total += len(rows)
    law.select_by_index(0)
    assert total == every == len(shown())


def check_console(driver):
    messages = driver.get_log("browser")
    assert not messages, messages
    for line in driver.get_log("performance"):
        message = json.loads(line["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            url = message["params"]["request"]["url"]
            assert url.startswith(("file:", "data:")), url


def emulate(driver, width, scheme):
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False},
    )
    feature = {"name": "prefers-color-scheme", "value": scheme}
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})


def look(driver, page, pictures):
    for width in WIDTHS:
        for scheme in SCHEMES:
            emulate(driver, width, scheme)
            driver.get(page.resolve().as_uri())
            # The first explanation, opened by the keyboard.
            for summary in driver.find_elements(By.TAG_NAME, "summary")[:1]:
                summary.send_keys(Keys.ENTER)
            wide = driver.execute_script("return document.documentElement.scrollWidth")
            assert wide <= width, f"{page.name} is {wide} pixels wide on {width}"
            overlaps = driver.execute_script(OVERLAPS)
            assert not overlaps, (page.name, width, overlaps[:5])
            picture = pictures / f"{page.stem}-{width}-{scheme}.png"
            driver.save_screenshot(str(picture))
    if driver.find_elements(By.CSS_SELECTOR, "table.sortable"):
        check_filters(driver)
        check_sorting(driver)
    check_console(driver)
    print(f"{page.name}: as it should be")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", type=pathlib.Path)
    parser.add_argument("--pictures", required=True, type=pathlib.Path)
    arguments = parser.parse_args()
    arguments.pictures.mkdir(parents=True, exist_ok=True)
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService("/usr/bin/chromedriver")
    driver = webdriver.Chrome(options=options, service=service)
    try:
        for page in arguments.pages:
            look(driver, page, arguments.pictures)
    finally:
        driver.quit()


if __name__ == "__main__":
    main()
