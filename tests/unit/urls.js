/* Lets the unit tests import a page's script although it names others as the browser does: /assets/money.js. */
import { register } from "node:module";

register("./urls_resolved.js", import.meta.url);
