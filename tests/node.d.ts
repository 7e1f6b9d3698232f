/* As much of Node.js as the scripts' own tests use. Its whole types would put a second setTimeout beside the browser's, which the scripts
   under test are written for. */

declare module "node:test" {
  type Work = () => unknown;
  export function test(name: string, work: Work): void;
  export function beforeEach(work: Work): void;
  export const mock: {
    timers: {
      enable: (how: { apis: Array<"setTimeout" | "setInterval" | "Date">; now?: number }) => void;
      reset: () => void;
      tick: (ms: number) => void;
      setTime: (ms: number) => void;
    };
  };
}

declare module "node:assert/strict" {
  const assert: {
    equal: (found: unknown, expected: unknown) => void;
    deepEqual: (found: unknown, expected: unknown) => void;
    rejects: (promise: Promise<unknown>, expected: object) => Promise<void>;
    throws: (work: () => unknown, expected: object) => void;
  };
  export default assert;
}

declare module "node:fs" {
  export function readFileSync(file: URL, encoding: "utf8"): string;
}

declare module "node:vm" {
  export function runInThisContext(code: string, how: { filename: string }): unknown;
}

declare module "node:module" {
  export function register(specifier: string, parent: string): void;
}

declare function setImmediate(work: (value: unknown) => void): void;
