/// Values as keys, and back: bytes that are ordered as the values are.
///
/// A [Codec] turns values of one type into bytes, so that the order of the bytes, which is the order of
/// keys in a store, is that of the values. [Codecs] has those for numbers, texts and bytes;
/// [Codecs#pair] puts two together, and [Codec#as] makes values of a program's own of them.
///
/// ```java
/// PairCodec<String, Long> orders = Codecs.pair(Codecs.text(), Codecs.signedLong());
/// store.put(orders.encode(new Pair<>("alice", 17L)), order);
/// store.cursor(Range.all().prefix(orders.prefix("alice")));
/// ```
///
/// A value has one form, and what is no such form is refused ([MalformedKeyException]). Nothing here knows of a store.
@NullMarked
package io.varve.codec;

import org.jspecify.annotations.NullMarked;
