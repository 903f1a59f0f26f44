/** The frame of a page: one file, no script, no network. */
import { html, Markup } from "./markup.ts";
import { STYLE } from "./style.ts";

/** Makes a whole HTML document around what goes into `<main>`. */
export function page(title: string, content: readonly (Markup | null)[]): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<main>
${content.map((part) => html`${part}\n`)}</main>
</body>
</html>
`.text;
}
