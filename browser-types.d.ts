/**
 * For programs that compile with `skipLibCheck: false`: names of browser types that the declarations of TensorFlow.js mention and
 * nothing here uses. In tsconfig.json: `"types": ["node", "slatelab/browser-types"]`, and no `dom` among the `lib`s, whose WebGPU
 * differs from the one that TensorFlow.js brings.
 */
/// <reference types="long" />

interface EventInit {}
interface HTMLImageElement {}
interface HTMLSourceElement {}
interface IDBFactory {}
interface ImageBitmap {}
interface ImageData {}
interface Storage {}
interface VideoFrame {}
interface WebGLContextAttributes {}
interface WebGLTexture {}
type BufferSource = ArrayBufferView | ArrayBuffer;
type PredefinedColorSpace = "display-p3" | "srgb";
