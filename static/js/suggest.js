// Suggestions under every search field with data-suggest: an ARIA combobox whose options are links.
// Without this script the field is a plain form.
const QUIET = 150; // milliseconds without typing before anything is asked

document.querySelectorAll("input[data-suggest]").forEach((input, number) => {
  const list = document.createElement("ul");
  let timer, request, current = -1;

  list.id = `suggestions-${number}`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestions);
  input.parentElement.append(list);
  for (const [name, value] of Object.entries({
    role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  const part = (kind, text) => {
    const element = document.createElement(kind);
    element.textContent = text;
    return element;
  };

  const choose = (index) => {
    list.children[current]?.setAttribute("aria-selected", "false");
    current = index;
    const option = list.children[current];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };

  const open = (isOpen) => {
    choose(-1);
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", isOpen);
  };

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    open(false);
  };

  const ask = async () => {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    try {
      const answer = await fetch(`${input.dataset.suggest}?${new URLSearchParams({ q: input.value })}`, { signal });
      const { suggestions = [] } = await answer.json();
      if (signal.aborted) return;
      list.replaceChildren(...suggestions.map((found, index) => {
        const option = part("li", "");
        option.id = `${list.id}-${index}`;
        option.dataset.url = found.url;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.append(part("bdi", found.name));
        if (found.matched) option.append(" ", part("bdi", `(${found.matched})`));
        option.append(" ", part("small", [found.city, found.country].filter(Boolean).join(", ")));
        return option;
      }));
      open(suggestions.length > 0);
    } catch (error) {
      if (error.name !== "AbortError") open(false); // the form still works
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length < 2) return close();
    timer = setTimeout(ask, QUIET);
  });
  input.addEventListener("keydown", (event) => {
    const { length } = list.children;
    if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Enter" && current >= 0) location.assign(list.children[current].dataset.url);
    else if (event.key === "ArrowDown" && !list.hidden) choose((current + 2) % (length + 1) - 1);
    else if (event.key === "ArrowUp" && !list.hidden) choose((current + length + 1) % (length + 1) - 1);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("li");
    if (option) location.assign(option.dataset.url);
  });
});
