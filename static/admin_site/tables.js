// Says that a table is being checked or saved, and lets nobody press the button twice meanwhile.
"use strict";
{
    for (const form of document.querySelectorAll("form.upload, form.confirm")) {
        form.addEventListener("submit", (event) => {
            if (form.dataset.sent) {
                event.preventDefault();
                return;
            }
            form.dataset.sent = "yes";
            form.querySelector(".working").hidden = false;
        });
        window.addEventListener("pageshow", () => {
            delete form.dataset.sent; // back from another page
            form.querySelector(".working").hidden = true;
        });
    }
}
