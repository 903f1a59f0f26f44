/**
 * Makes a class unchangeable for everybody in the process: an agent that puts a method of its own in the place of one that the world
 * calls would be handed what the world keeps to itself. For a class's static block.
 */
export function freezeClass(of: { readonly prototype: object }): void {
  Object.freeze(of.prototype);
  Object.freeze(of);
}

/**
 * Closes the prototypes of all objects and lists of this thread: nobody can add to them any more. A setter at `Array.prototype[3]` would be
 * handed what the world puts at that place of a list, a getter of `Object.prototype` whatever it looks up in vain.
 */
export function closePrototypes(): void {
  Object.preventExtensions(Object.prototype);
  Object.preventExtensions(Array.prototype);
}
