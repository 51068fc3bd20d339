/** The bundler puts the file beside the scripts; this is its address. */
declare module '*.wasm' {
  const address: string;
  export default address;
}
