// Shows under the names of a new institution which ones are there already. Without this script the form asks when it is saved.
const QUIET = 300; // milliseconds without typing before anything is asked
const { address, popup, heading } = document.getElementById("likely-script").dataset;
const fields = [...document.querySelectorAll("#id_name_en, #id_name_ru, #id_name_uz, #id_country, #id_website")];
const names = fields.filter((field) => field.name.startsWith("name_"));
const box = document.createElement("div");
let timer, request;

box.className = "likely";
box.setAttribute("role", "status");
(names[0]?.closest(".form-row") ?? document.querySelector("fieldset")).append(box);

const part = (kind, ...content) => {
    const element = document.createElement(kind);
    element.append(...content);
    return element;
};

const show = (found) => {
    if (!found.length) return box.replaceChildren();
    const items = found.map(({ name, place, signs, use }) => {
        const link = part("a", part("bdi", name));
        link.href = use;
        return part("li", link, ` – ${[place, signs].filter(Boolean).join("; ")}`);
    });
    box.replaceChildren(part("p", heading), part("ul", ...items));
};

const ask = async () => {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    const typed = fields.filter((field) => field.value).map((field) => [field.name, field.value]);
    if (popup) typed.push(["_popup", "1"]);
    try {
        const answer = await fetch(`${address}?${new URLSearchParams(typed)}`, { signal });
        const { likely = [] } = await answer.json();
        if (!signal.aborted) show(likely);
    } catch (error) {
        if (error.name !== "AbortError") show([]); // the form still asks when it is saved
    }
};

for (const field of fields) {
    field.addEventListener("input", () => {
        clearTimeout(timer);
        request?.abort();
        if (!names.some(({ value }) => value.trim().length > 2)) return show([]);
        timer = setTimeout(ask, QUIET);
    });
}
