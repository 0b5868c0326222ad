// What stages have in common: frames of faces, and stages that are not in the page's own text.

export const PLACES = ["anchor", "first", "second", "face_4", "face_5", "face_6", "face_7", "face_8"];

// An element with properties and children.
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

export function frame(alt) {
  const made = element("span", { className: "frame" });
  made.dataset.alt = alt;
  return made;
}

// A face into its frame.
export function fill(into, look) {
  look.place(into);
}

// The stage of a kind, made once; `build` fills it.
export function made(kind, build) {
  const there = document.getElementById(kind);
  if (there) return there;
  const stage = element("div", { id: kind, className: `stage ${kind}`, hidden: true });
  document.querySelector("#question .area").append(stage);
  build(stage);
  return stage;
}

export const key = (text) => {
  const made = element("kbd", { textContent: text });
  made.setAttribute("aria-hidden", "true");
  return made;
};

// The images of a set, in the order of the screen.
export const inOrder = (question, images) => PLACES.filter((place) => question[place]).map((place) => images[place]);
