/**
 * Makes a class unchangeable for everybody in the process: an agent that puts a method of its own in the place of one that the world
 * calls would be handed what the world keeps to itself. For a class's static block.
 */
export function freezeClass(of: { readonly prototype: object }): void {
  Object.freeze(of.prototype);
  Object.freeze(of);
}
