const MAGIC = 8;
const DATA = 11;
const END = 0x0b;

/** Reads the numbers of a WebAssembly binary. */
class Reader {
  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
  ) {}

  byte(): number {
    const byte = this.bytes[this.at];
    if (byte === undefined) throw new Error("a WebAssembly file ends too early");
    this.at += 1;
    return byte;
  }

  /** Unsigned LEB128, which is enough for lengths and for skipping other numbers. */
  number(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }
}

/** The offset of the payload of a section. */
function find(bytes: Uint8Array, section: number): Reader | undefined {
  const reader = new Reader(bytes, MAGIC);
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const length = reader.number();
    if (id === section) return reader;
    reader.at += length;
  }
  return undefined;
}

/** The number of bytes in the data segments of a WebAssembly binary (WebAssembly core, 5.5.14). */
export function dataBytes(bytes: Uint8Array): number {
  const reader = find(bytes, DATA);
  if (!reader) return 0;
  let sum = 0;
  for (let left = reader.number(); left > 0; left -= 1) {
    const kind = reader.number();
    if (kind === 2) reader.number();
    // An active segment has an offset: one instruction with a number, and the end.
    if (kind !== 1) {
      reader.byte();
      reader.number();
      if (reader.byte() !== END) throw new Error("a data segment of WebAssembly begins in an unknown way");
    }
    const length = reader.number();
    sum += length;
    reader.at += length;
  }
  return sum;
}
