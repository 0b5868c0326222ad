// The views that there are. `place`: "stage" is always seen, "panel" is a tab. `needs`: sections of the data.

import * as dimensions from "./dimensions.js";
import * as face from "./face.js";
import * as people from "./people.js";
import * as takeaway from "./takeaway.js";

export const VIEWS = [
  { name: "face", title: "Face", place: "stage", needs: [], mount: face.mount },
  { name: "dimensions", title: "Dimensions", place: "panel", needs: [], mount: dimensions.mount },
  { name: "people", title: "People", place: "panel", needs: ["faces"], mount: people.mount },
  { name: "takeaway", title: "Take away", place: "panel", needs: [], mount: takeaway.mount },
];
