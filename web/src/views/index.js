// The views that there are. `place`: "stage" is always seen, "panel" is a tab. `needs`: sections of the data.

import * as dimensions from "./dimensions.js";
import * as face from "./face.js";
import * as map from "./map.js";
import * as people from "./people.js";
import * as takeaway from "./takeaway.js";
import * as time from "./time.js";
import * as triplets from "./triplets.js";

export const VIEWS = [
  { name: "face", title: "Face", place: "stage", needs: [], mount: face.mount },
  { name: "map", title: "Map", place: "stage", needs: [], mount: map.mount },
  { name: "dimensions", title: "Dimensions", place: "panel", needs: [], mount: dimensions.mount },
  { name: "people", title: "People", place: "panel", needs: ["faces"], mount: people.mount },
  { name: "triplets", title: "Triplets", place: "panel", needs: [], mount: triplets.mount },
  { name: "time", title: "Time", place: "panel", needs: [], mount: time.mount },
  { name: "takeaway", title: "Take away", place: "panel", needs: [], mount: takeaway.mount },
];
