// Gives the autocomplete fields the names that their labels show, for screen readers.
"use strict";
{
    const nameFields = () => {
        for (const select of document.querySelectorAll("select.admin-autocomplete")) {
            const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
            const container = select.nextElementSibling;
            if (!label || !container?.classList.contains("select2-container")) {
                continue;
            }
            const parts = ".select2-selection--single, .select2-selection__rendered[role=textbox], .select2-search__field";
            for (const part of container.querySelectorAll(parts)) {
                part.removeAttribute("aria-labelledby");
                part.setAttribute("aria-label", label.textContent.replace(/:\s*$/, ""));
            }
        }
    };

    window.django?.jQuery(() => {
        nameFields(); // queued after the admin's own start-up, which makes the fields
        document.addEventListener("formset:added", () => setTimeout(nameFields));
        window.django.jQuery(document).on("select2:open select2:select select2:unselect", (event) => {
            setTimeout(() => {
                nameFields();
                const search = document.querySelector(".select2-container--open .select2-dropdown .select2-search__field");
                const label = document.querySelector(`label[for="${CSS.escape(event.target.id)}"]`);
                search?.setAttribute("aria-label", label ? label.textContent.replace(/:\s*$/, "") : "");
            });
        });
    });
}
