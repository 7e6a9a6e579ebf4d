// The button that prints a report; without scripts the browser's own does it.
"use strict";
for (const button of document.querySelectorAll("[data-print]")) {
    button.closest("[hidden]")?.removeAttribute("hidden");
    button.addEventListener("click", () => window.print());
}
