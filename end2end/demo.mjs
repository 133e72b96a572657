// The illustrative year, made once for each build of the program, so that every test that needs it starts from a copy.
//
//   node demo.mjs FOLDER
import { mkdir, rename, rm, stat } from "node:fs/promises";
import { serve } from "./harness.mjs";

const [folder] = process.argv.slice(2);
const age = (path) => stat(path).then((s) => s.mtimeMs, () => 0);
if ((await age(folder)) < (await age(process.env.TIENDO_BIN))) {
  console.log("make: making the illustrative year that tests start from");
  const making = `${folder}.making`;
  for (const path of [folder, making]) await rm(path, { recursive: true, force: true });
  await mkdir(making, { recursive: true });
  const server = await serve({ args: ["--demo"], data: making });
  await server.stop();
  await rename(making, folder); // only a whole one counts
}
