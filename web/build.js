// Bundles the explorer: `node build.js OUT` writes explorer.js and explorer.css into a folder.

import { build } from "esbuild";

await build({
  entryPoints: { explorer: new URL("src/main.js", import.meta.url).pathname },
  outdir: process.argv[2],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "ascii",
  legalComments: "inline",
  logLevel: "warning",
});
