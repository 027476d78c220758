/**
 * Small stand-ins for native modules of VS Code that come without a prebuilt binary, so that no compiler is needed.
 * None of them has a part in what is tested: a watchdog, copying, a device's id, the log files.
 */
const spdlog = `
'use strict';
const { appendFileSync, mkdirSync } = require('fs');
const { dirname } = require('path');
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'critical'];
class Logger {
  constructor(kind, name, file) {
    this.file = file;
    this.level = 2;
    this.raw = false;
    try { mkdirSync(dirname(file), { recursive: true }); } catch {}
  }
  write(level, message) {
    if (level < this.level) return;
    const line = this.raw ? message : new Date().toISOString() + ' [' + LEVELS[level] + '] ' + message + '\\n';
    try { appendFileSync(this.file, line); } catch {}
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  clearFormatters() { this.raw = true; }
  setPattern() {}
  flush() {}
  drop() {}
}
LEVELS.forEach((name, level) => { Logger.prototype[name] = function (message) { this.write(level, message); }; });
const create = async (name, file) => new Logger('rotating', name, file);
// One by one: VS Code imports this as an ES module, and Node finds only such exports by name.
exports.version = 0;
exports.Logger = Logger;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.shutdown = () => {};
`;

const copying = `
const { cp } = require('fs').promises;
exports.copyFile = cp;
exports.cp = cp;
exports.isCloneSupported = () => false;
`;

export const standIns = {
  '@vscode/native-watchdog': 'exports.start = () => {};\n',
  '@vscode/fs-copyfile': copying,
  '@vscode/deviceid': "exports.getDeviceId = async () => '00000000-0000-4000-8000-000000000000';\n",
  '@vscode/spdlog': spdlog,
};
