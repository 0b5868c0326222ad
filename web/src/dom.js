// Elements, made in one line.

/** @param {string} tag @param {object} properties attributes by name, `on` handlers, `text` @param {...(Node|string)} inside */
export function make(tag, properties = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on") && typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value === "boolean") element[name] = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...inside);
  return element;
}

export const button = (text, onclick, more = {}) => make("button", { type: "button", text, onclick, ...more });

/** A checkbox with its words. */
export function check(text, on, onchange) {
  const box = make("input", { type: "checkbox", onchange: () => onchange(box.checked) });
  box.checked = on;
  return Object.assign(make("label", { class: "check" }, box, text), { box });
}

/** A list to choose from: `options` are [value, words]. */
export function select(label, options, value, onchange) {
  const list = make("select", { onchange: () => onchange(list.value) },
    ...options.map(([one, text]) => make("option", { value: one, text })));
  list.value = value;
  return Object.assign(make("label", { class: "select" }, make("span", { text: label }), list), { list });
}

/** A function that runs `work` once in the next frame, however often it was called. */
export function framed(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; work(); });
  };
}

/** A colour of the page's theme. */
export const colour = (root, name) => getComputedStyle(root).getPropertyValue(`--${name}`).trim();
