// Follows the scan under way. Without this the page shows where it stood, and is loaded again by hand.
"use strict";
(() => {
  const place = document.getElementById("progress");
  if (!place || !window.EventSource) return;
  const words = place.querySelector("[role=status]");
  const bar = place.querySelector("progress");
  const source = new EventSource(place.dataset.events);
  source.onmessage = (event) => {
    const step = JSON.parse(event.data);
    words.textContent = step.words;
    if (step.total) {
      bar.max = step.total;
      bar.value = step.done;
    } else {
      bar.removeAttribute("value");
    }
  };
  source.addEventListener("end", () => {
    source.close();
    location.replace(location.href.split("#")[0]);
  });
})();
