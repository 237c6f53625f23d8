/// The sorted table in memory that takes the writes, and its frozen form ([MemTable]).
///
/// # Memtable
///
/// A B+-tree in one arena, for one writer and any number of readers that never wait. The root's
/// reference stands at offset 0; entries ([Entry]) grow from the beginning of the arena, nodes from its
/// end. Nothing is ever freed but the whole. What an arena held before does not matter: every word that
/// can be reached was written first.
///
/// ## A node
///
/// | offset | size | field         | meaning                                                          | changes |
/// |-------:|-----:|---------------|------------------------------------------------------------------|---------|
/// |      0 |    8 | `permutation` | how many slots are used, and their order ([Permutation])         | by one release
/// store per key |
/// |      8 |    2 | `skip`        | bytes that the prefixes leave out: all keys of the range share them | never |
/// |     10 |    2 | `level`       | 0 for a leaf                                                     | never |
/// |     12 |    4 | `next`        | leaf: reference to the leaf with the next larger keys            | by release
/// stores |
/// |     16 |  112 | `prefixes`    | per slot 8 bytes of the key, big-endian, behind `skip`           | never, once the
/// slot is used |
/// |    128 |   56 | `entries`     | per slot an entry: in a leaf the newest version of the key, in an inner node one
/// of the smallest key of the child's range, which never changes | leaf: by release stores |
/// |    184 |    8 | –             | not used                                                         | |
/// |    192 |   56 | `children`    | inner nodes: per slot the reference to a child                   | by release
/// stores |
/// |    248 |    8 | –             | not used                                                         | |
///
/// Leaves have 192 bytes, inner nodes 256. A reference is an offset divided by 8.
///
/// ## What holds
///
/// - A slot, once used, stays used, for the same key. So a reader that has loaded the permutation has a
///   consistent node, whatever is added later.
/// - The range of a node never changes, with one exception: the last leaf loses what is above the first key
///   of a leaf that is put behind it. (A reader that comes into it for something above finds nothing, rightly:
///   all of that is newer than its snapshot.) So every key that is looked for in a node shares the `skip`
///   bytes that the node's prefixes leave out, except in the last nodes, which leave out none.
/// - A full node that must take another key is *divided*: two new nodes are filled and linked; the right
///   one is added to the parent as a slot; then the left one takes the full node's place there, in its
///   slot. At each moment between, the parent leads every key to a node that has it. A reader may have
///   loaded the parent's permutation before the first store and the child's reference after the second:
///   it would miss the right half, so after a child's reference it loads the permutation again, and if
///   that has changed, it looks again. As permutations only grow, it does so 14 times per node at most.
/// - The full node itself is *frozen*: nothing is stored there any more, and readers may still be in it.
/// - `next` of every leaf that is not frozen leads to the leaf that follows and is not frozen: when one is
///   divided, the link of the leaf before it is changed.
/// - Ascending keys do not divide: a new node with one key is put behind a full last one. A full last leaf
///   stays; a full last inner node is replaced by a copy, which has the same children and an end.
///
/// ## Why frozen nodes are safe
///
/// A reader loads a published sequence S before it descends. Everything up to S was applied before S was
/// published, so the reader's loads see all stores of that time, and whatever it meets is at least as new.
/// If it comes into a frozen node, then that was frozen after S was published, or the reader would have
/// seen its parent changed. So the node has everything up to S that belongs into its range. The same
/// holds for `next`: it is loaded from a leaf that was not frozen at S, hence leads to one that was not
/// frozen at S. What is missing in frozen nodes, and what is already in others, is above S.
///
/// Backwards there is no link: a cursor at the begin of a leaf searches for the last key below the first
/// one of the leaf.
@NullMarked
package io.varve.memtable;

import org.jspecify.annotations.NullMarked;
