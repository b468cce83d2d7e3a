// Runs the console's tests in a copy under the build folder: node run.mjs CONSOLE_BUILD WORK
//
// CONSOLE_BUILD is where the console was built (its dist/ and node_modules/ are used), WORK is made
// when needed. Ends in the summary of Node's test runner, with its exit code.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
if (process.argv.length < 4) {
  console.error("Say where the console was built and where to work: node run.mjs CONSOLE_BUILD WORK");
  process.exit(2);
}
const [consoleBuild, work] = process.argv.slice(2, 4).map((path) => resolve(path));
if (!existsSync(join(consoleBuild, "dist/index.html"))) {
  console.error(`There is no console in ${consoleBuild}: build the target adit_console first.`);
  process.exit(2);
}

mkdirSync(work, { recursive: true });
for (const name of readdirSync(work)) if (name.endsWith(".mjs")) rmSync(join(work, name));
const own = [".npmrc", ...readdirSync(here).filter((name) => /\.(mjs|json)$/.test(name))];
for (const name of own) copyFileSync(join(here, name), join(work, name));

const lock = readFileSync(join(work, "package-lock.json"), "utf8");
const stamp = join(work, "packages.stamp");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
  const options = { cwd: work, stdio: "inherit" };
  const made = spawnSync("npm", ["ci", "--ignore-scripts", "--prefer-offline", "--silent"], options);
  if (made.status !== 0) process.exit(made.status ?? 1);
  writeFileSync(stamp, lock);
}

const tests = readdirSync(work).filter((name) => name.endsWith("_test.mjs")).sort();
const run = spawnSync(process.execPath, ["--test", ...tests], {
  cwd: work,
  stdio: "inherit",
  env: {
    ...process.env,
    ADIT_CONSOLE_DIST: join(consoleBuild, "dist"),
    ADIT_CONSOLE_BUILD: consoleBuild,
    ADIT_CONSOLE_PICTURES: join(work, "pictures"),
    ADIT_SOURCES: resolve(here, "../.."),
    ADIT_BIN: process.env.ADIT_BIN ?? resolve(here, "../../build/bin"),
  },
});
process.exit(run.status ?? 1);
