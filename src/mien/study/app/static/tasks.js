// The modules of the kinds of questions, each loaded when it is needed.
//
// A module has: `stage()`, the element that shows a question; `put(question, images)`, which puts one there and tells
// what is pressed: `choices`, a Map from buttons to answers, or `controls` and `start(choose, locked, events)` where
// an answer takes several presses; and `keys`, which button a key presses. `right(expected, choice)` and
// `named(expected)` are for practice, and `prompt()` is the key of what is asked, if not `question.KIND`.

const loading = new Map();

export function taskOf(kind) {
  if (!loading.has(kind)) loading.set(kind, import(`./tasks/${kind}.js`));
  return loading.get(kind);
}
