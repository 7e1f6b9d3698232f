/* What a script may not do; warnings are errors (`npm run lint`). Three kinds of scripts: modules for browsers of today, plain
   scripts for old TVs and telephones, and what runs in Node.js. Types are checked by tsconfig*.json. */
import js from "@eslint/js";
import globals from "globals";

const MARKUP = "a text would become markup: build elements with h()";
const LENGTH = "how long a text may be is the server's: take it from /assets/longest.js, or name what else it is";
const RULES = {
  ...js.configs.recommended.rules,
  complexity: ["error", 16],
  curly: ["error", "multi-line"],
  eqeqeq: "error",
  "max-depth": ["error", 4],
  "max-lines": ["error", 400],
  "max-params": ["error", 5],
  "no-alert": "error",
  "no-caller": "error",
  "no-console": ["error", { allow: ["error"] }],
  "no-else-return": "error",
  "no-eval": "error",
  "no-extend-native": "error",
  "no-implicit-coercion": "error",
  "no-implicit-globals": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-new-wrappers": "error",
  "no-proto": "error",
  "no-restricted-properties": [
    "error",
    ...["insertAdjacentHTML", "createContextualFragment", "srcdoc"].map((property) => ({ property, message: MARKUP })),
    { object: "document", property: "write", message: MARKUP },
  ],
  "no-restricted-syntax": [
    "error",
    { selector: "AssignmentExpression[left.property.name=/^(inner|outer)HTML$/]", message: MARKUP },
    // Shorter ones are amounts and dates, whose length says nothing.
    { selector: "Property[key.name='maxlength'] > Literal[value>=20]", message: LENGTH },
    { selector: "AssignmentExpression[left.property.name='maxLength'] > Literal[value>=20]", message: LENGTH },
  ],
  "no-return-assign": ["error", "except-parens"],
  "no-script-url": "error",
  "no-self-compare": "error",
  "no-sequences": "error",
  "no-shadow": "error",
  "no-throw-literal": "error",
  "no-unused-expressions": "error",
  "no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
  "no-use-before-define": ["error", { functions: false, variables: false }],
  "no-useless-call": "error",
  "no-useless-concat": "error",
  radix: "error",
  yoda: "error",
};
const MODERN = {
  ...RULES,
  "no-duplicate-imports": "error",
  "no-promise-executor-return": "off",
  "no-useless-computed-key": "error",
  "no-useless-rename": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  "prefer-object-spread": "error",
  "prefer-promise-reject-errors": "error",
  "prefer-rest-params": "error",
  "prefer-spread": "error",
  "prefer-template": "error",
};

const BROWSER = ["shared/static/**/*.js", "kiosk/**/static/**/*.js", "counter_panel/static/**/*.js", "queue_server/*/pages/**/*.js"];
const PLAIN = [
  "shared/static/plain/*.js",
  "queue_server/hall/pages/board/*.js",
  "queue_server/appointments/pages/book*.js",
  "queue_server/visitors/pages/{follow,rate,receipt}/*.js",
  "queue_server/visitors/pages/greeter/papers.js",
];

export default [
  { ignores: [".venv/", "build/", "bench/", "docs/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: BROWSER,
    ignores: PLAIN,
    languageOptions: { ecmaVersion: 2023, sourceType: "module", globals: globals.browser },
    rules: MODERN,
  },
  {
    files: PLAIN,
    languageOptions: { ecmaVersion: 5, sourceType: "script", globals: { ...globals.browser, MotCua: "readonly", Uint8Array: "readonly" } },
    // ECMAScript 5 cannot catch without a name.
    rules: { ...RULES, "no-unused-vars": ["error", { caughtErrors: "none" }], strict: ["error", "function"] },
  },
  {
    files: ["eslint.config.js", "tests/**/*.js"],
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: globals.node },
    rules: MODERN,
  },
];
