// Says when a passkey was not used, and prints recovery codes.
"use strict";
{
    document.addEventListener("allauth.error", (event) => {
        event.preventDefault();
        const trouble = document.getElementById("passkey-trouble");
        if (trouble) {
            trouble.hidden = false;
            trouble.scrollIntoView({block: "nearest"});
        }
    });

    for (const button of document.querySelectorAll("[data-print]")) {
        button.hidden = false;
        button.addEventListener("click", () => window.print());
    }
}
