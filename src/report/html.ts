/** Leaderboard → one self-contained page: no script, no network, plots inline. */
import { failureText } from "../core/episode-failure.ts";
import { AGENT, BEHAVIOUR, CERTAINTY, type Column, displayName, HEADLINE, tableRows } from "./columns.ts";
import { breakable, figures, legend, swatch } from "./figures.ts";
import { counted, listed, whole } from "./format.ts";
import type { Leaderboard, LeaderboardRow } from "./leaderboard.ts";
import { html, type Markup } from "./markup.ts";
import { page } from "./page.ts";
import { type LineStyle, lineStyles } from "./palette.ts";
import { resultSentences, seedsPhrase } from "./sentence.ts";
import { codeText, MOST_REPLAYED } from "./suite.ts";

/**
 * The report of a suite as one self-contained HTML page. `command`: what was typed to make the results; it is shown here and
 * kept out of JSON and CSV, where two commands with the same results must give the same bytes.
 */
export async function leaderboardHtml(board: Leaderboard, command: string | null = null): Promise<string> {
  return page(`${board.suite.world.id} leaderboard, ${seedsPhrase(board)} · SlateLab`, [
    heading(board),
    html`<section class="result" aria-label="Result">${resultSentences(board).map((sentence) => html`<p>${sentence}</p>`)}</section>`,
    tableRows(board).length > 0 ? await results(board) : null,
    provenance(board, command),
  ]);
}

function heading(board: Leaderboard): Markup {
  const { world, episodesPerSeed } = board.suite;
  const facts = [
    counted(world.users, "user"),
    counted(world.catalogueSize, "item"),
    `slates of ${world.slateSize}`,
    `at most ${whole(world.horizon)} rounds a user`,
    `${counted(episodesPerSeed, "episode")} a seed`,
  ];
  return html`<header><p class="eyebrow">SlateLab leaderboard</p><h1>${world.id}, ${seedsPhrase(board)}</h1><p class="facts">${facts.join(" · ")}</p></header>`;
}

async function results(board: Leaderboard): Promise<Markup> {
  return html`<section><h2>Who is ahead</h2>${table("Who is ahead", HEADLINE, board)}${footnotes(board)}</section>
<section><h2>Plots</h2>${legend(board)}${await figures(board)}</section>
<section><h2>How sure that is, and how far the oracle is</h2>${table("Certainty and distance to the oracle", [AGENT, ...CERTAINTY], board)}</section>
<section><h2>What the agents showed</h2>${table("Clicks, exposure, diversity and novelty", [AGENT, ...BEHAVIOUR], board)}</section>
<section><h2>How to read this</h2>${glossary(board)}</section>`;
}

function footnotes({ references, notReproducible }: Leaderboard): Markup[] {
  const notes = [
    ...(references.length > 0 ? ["* reads the hidden state of the world: the upper reference, not ranked."] : []),
    ...(notReproducible.length > 0 ? ["† does not come out the same when it is replayed from fresh: not ranked."] : []),
  ];
  return notes.map((note) => html`<p class="note">${note}</p>`);
}

/** Roles are spelt out because the phone's cards change `display`, which takes them away in some browsers. */
function table(label: string, columns: readonly Column[], board: Leaderboard): Markup {
  const styles = lineStyles(board);
  const body = tableRows(board).map(
    (row) => html`<tr role="row">${columns.map((column) => cell(column, row, styles))}</tr>`,
  );
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table role="table" class="${columns === HEADLINE ? "headline" : "details"}"><thead role="rowgroup"><tr role="row">${columns.map(headCell)}</tr></thead><tbody role="rowgroup">${body}</tbody></table></div>`;
}

function headCell(column: Column): Markup {
  return html`<th scope="col" role="columnheader" class="${column.isName ? "agent" : "number"}">${column.label}</th>`;
}

function cell(column: Column, row: LeaderboardRow, styles: ReadonlyMap<string, LineStyle>): Markup {
  const { label, cell: text } = column;
  if (column.isName) {
    return html`<th scope="row" role="rowheader" class="agent">${swatch(styles.get(row.agent))}${breakable(text(row))}</th>`;
  }
  const [value, interval] = text(row).split(" [");
  return html`<td role="cell" data-label="${label}">${value}${interval ? html` <small>[${interval}</small>` : null}</td>`;
}

function glossary(board: Leaderboard): Markup {
  const terms = [...HEADLINE, ...CERTAINTY, ...BEHAVIOUR].flatMap(({ label, explain }) =>
    explain ? [{ label, explain }] : [],
  );
  const unit = `Everything is measured over ${counted(board.suite.seeds.length, "seed")}: a seed fixes the users, the order they come in and their luck, so agents are compared on the same seeds, in pairs. Intervals are 95% intervals over seeds, never over users or rounds: those share their seed's luck, and would make intervals far too narrow.`;
  const meanings = terms.map(({ label, explain }) => html`<dt>${label}</dt><dd>${explain}</dd>`);
  return html`<p>${unit}</p><details><summary>What each column means</summary><dl>${meanings}</dl></details>`;
}

function replayText(board: Leaderboard): string {
  const rows = tableRows(board);
  const unchecked = rows.filter(({ check }) => check === null);
  const text = `an episode of each agent that finished was replayed from fresh, up to its first ${whole(MOST_REPLAYED)} rounds`;
  if (rows.length > 0 && unchecked.length === rows.length) return "no episode was replayed";
  return unchecked.length === 0 ? text : `${text}; not of ${listed(unchecked.map(displayName))}`;
}

function provenance(board: Leaderboard, command: string | null): Markup {
  const { suite } = board;
  const checkpoints = suite.agents.filter(({ checkpoint }) => checkpoint !== null);
  const facts: [string, string][] = [
    ["World", `${suite.world.id}, hash ${suite.world.hash}`],
    ["Seeds", `${suite.seeds.join(", ")} (${suite.seedKind})`],
    ["Agents", suite.agents.map(displayName).join("; ")],
    ...checkpoints.map(({ agent, checkpoint }): [string, string] => [`Weights of ${agent}`, String(checkpoint)]),
    ...suite.agents.flatMap(({ agent, engine }): [string, string][] => {
      return engine === undefined ? [] : [[`Engine of ${agent}`, engine]];
    }),
    ...board.unfinished.map((agent): [string, string] => [
      `Unfinished: ${displayName(agent)}`,
      `seeds left: ${agent.missingSeeds.join(", ")}`,
    ]),
    ...board.failed.map((agent): [string, string] => [`Failed: ${displayName(agent)}`, failureText(agent.failure)]),
    ["Replay", replayText(board)],
    ["Version", `slatelab ${suite.version}${board.code.length > 1 ? ", mixed" : ""}`],
    ...board.code.map((code): [string, string] => ["Played by", codeText(code)]),
    ...(command === null ? [] : [["Command", command] as [string, string]]),
  ];
  return html`<section><h2>Where this comes from</h2><dl>${facts.map(([term, fact]) => html`<dt>${term}</dt><dd>${fact}</dd>`)}<dt>Configuration</dt><dd><pre>${JSON.stringify(suite.config, null, 2)}</pre></dd></dl></section>`;
}
