// The illustrative year, made in TIENDO_DEMO once for each build of the program, so that every test that needs it starts from a copy.
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { serve } from "./harness.mjs";

const { TIENDO_DEMO: folder, TIENDO_BIN: program } = process.env;
const age = (path) => stat(path).then((s) => s.mtimeMs, () => 0);
if ((await age(folder)) < (await age(program))) {
  console.log("make: making the illustrative year that tests start from");
  const making = `${folder}.making`;
  for (const path of [folder, making]) await rm(path, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  // Two minutes' work on a slow machine; longer than this is a hang.
  const server = await serve({ args: ["--demo"], data: making, ready: 900_000 });
  await server.stop();
  await rename(making, folder); // only a whole one counts
}
