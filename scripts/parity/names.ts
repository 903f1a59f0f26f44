/** What the port calls its weights, and what we call them. */
export interface WeightName {
  readonly port: string;
  readonly ours: string;
  /** Of the port: its dense layers are [outputs, inputs], ours [inputs, outputs]. */
  readonly shape: readonly number[];
  readonly transposed: boolean;
}

interface Architecture {
  readonly numItems: number;
  readonly sequenceLength: number;
  readonly embeddingDim: number;
  readonly numBlocks: number;
  readonly reuseItemEmbeddings: boolean;
}

const DENSE = {
  "multihead_attention.query_proj": "query",
  "multihead_attention.key_proj": "key",
  "multihead_attention.val_proj": "value",
  dense1: "inner",
  dense2: "outer",
};
const NORMS = { first_norm: "first", second_norm: "second" };

/** Every weight of an architecture. With tied embeddings there is no output table. */
export function weightNames(config: Architecture): WeightName[] {
  const { numItems, sequenceLength, embeddingDim: width, numBlocks, reuseItemEmbeddings } = config;
  const table = (port: string, ours: string, rows: number) => plain(`${port}_embedding.weight`, ours, [rows, width]);
  return [
    table("item", "items", numItems + 2),
    table("position", "positions", sequenceLength),
    ...(reuseItemEmbeddings ? [] : [table("output", "output", numItems + 2)]),
    ...Array.from({ length: numBlocks }, (_, i) => blockNames(i, width)).flat(),
    ...normNames("seq_norm", "last", width),
  ];
}

function blockNames(i: number, width: number): WeightName[] {
  const [port, ours] = [`transformer_blocks.${i}`, `block${i}`];
  const dense = Object.entries(DENSE).flatMap(([theirs, name]) => [
    { port: `${port}.${theirs}.weight`, ours: `${ours}/${name}/weight`, shape: [width, width], transposed: true },
    plain(`${port}.${theirs}.bias`, `${ours}/${name}/bias`, [width]),
  ]);
  const norms = Object.entries(NORMS).flatMap(([theirs, name]) => {
    return normNames(`${port}.${theirs}`, `${ours}/${name}`, width);
  });
  return [...dense, ...norms];
}

function normNames(port: string, ours: string, width: number): WeightName[] {
  return [plain(`${port}.weight`, `${ours}/gain`, [width]), plain(`${port}.bias`, `${ours}/bias`, [width])];
}

function plain(port: string, ours: string, shape: readonly number[]): WeightName {
  return { port, ours, shape, transposed: false };
}
