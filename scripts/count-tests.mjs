// Prints how many tests the last `vitest run` passed and how many property cases the sources ask for, and fails where
// either is below test/minimum.json: the numbers only rise. `node scripts/count-tests.mjs --raise` writes them there.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const minimumFile = join(root, 'test', 'minimum.json');
const reportFile = join(root, 'node_modules', '.cache', 'keel-tests.json');
/** fast-check's own number where a property names none. */
const usualRuns = 100;

/**
 * Cases of the properties in one source, read off its text: the `numRuns` behind each fc.assert, written out or in a
 * constant that is spread there. A property that stands in a describe.each counts once, so this is a lower bound.
 */
function propertyCases(text) {
  const constants = [...text.matchAll(/const (\w+) = \{[^}]*numRuns: ([\d_]+)[^}]*\}/g)];
  const runsIn = (property) => {
    const own = /numRuns: ([\d_]+)/.exec(property)?.[1];
    const shared = constants.find(([, name]) => new RegExp(`(?:\\.\\.\\.|, |^\\s+)${name}\\b`, 'm').test(property))?.[2];
    return Number((own ?? shared ?? String(usualRuns)).replaceAll('_', ''));
  };
  return text.split('fc.assert(').slice(1).reduce((sum, property) => sum + runsIn(property), 0);
}

function sources(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(root, folder, path), 'utf8'));
}

function main(raise) {
  if (!existsSync(reportFile)) return fail('there is no report of a test run; run vitest first');
  const report = JSON.parse(readFileSync(reportFile, 'utf8'));
  if (!report.success) return fail('the last test run did not succeed');
  // Without the reference material its suites are not run, and fewer tests are right.
  const hasReference = existsSync(resolve(root, process.env.KEEL_REFERENCE ?? '../shared'));
  const key = hasReference ? 'tests' : 'testsWithoutReference';
  const cases = [...sources('src'), ...sources('test')].reduce((sum, text) => sum + propertyCases(text), 0);
  const now = { [key]: report.numPassedTests, propertyCases: cases };
  console.log(`${now[key]} tests, ${cases} property cases`);
  const minimum = existsSync(minimumFile) ? JSON.parse(readFileSync(minimumFile, 'utf8')) : {};
  if (raise) {
    for (const [name, count] of Object.entries(now)) minimum[name] = Math.max(count, minimum[name] ?? 0);
    return writeFileSync(minimumFile, `${JSON.stringify(minimum, undefined, 2)}\n`);
  }
  for (const [name, count] of Object.entries(now)) {
    const least = minimum[name] ?? 0;
    if (count < least) fail(`${name}: ${count}, and test/minimum.json asks for ${least}; these numbers only rise`);
    else if (count > least) console.log(`${name} rose from ${least}; node scripts/count-tests.mjs --raise keeps it`);
  }
}

function fail(why) {
  console.error(`count-tests: ${why}`);
  process.exitCode = 1;
}

main(process.argv.includes('--raise'));
