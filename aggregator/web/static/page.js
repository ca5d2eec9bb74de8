"use strict";
// Everything works without this. It says how long ago something was, takes "/" to the search, and copies addresses.

const UNITS = [["month", 2629800], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];
const ago = new Intl.RelativeTimeFormat("en", { numeric: "always" });

// What is longer ago than a month keeps its day, which says more.
for (const time of document.querySelectorAll("time.ago")) {
  const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) || [];
  if (unit !== "month") time.textContent = unit ? ago.format(Math.trunc(seconds / length), unit) : "just now";
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const search = document.getElementById("q");
  if (event.key === "/" && search && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    search.select();
  }
});

for (const button of navigator.clipboard ? document.querySelectorAll("button.copy") : []) {
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const address = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(address.value);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = words; }, 2000);
    } catch {
      address.select();
    }
  });
}
