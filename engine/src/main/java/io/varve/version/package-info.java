/// What the store is made of, durably: the manifest.
///
/// The manifest ([Manifest]) is a log of atomic changes ([ManifestEdit]) of one immutable state
/// ([ManifestState]); a marker ([MarkerName]) says in its name which manifest is current. What else lies in the
/// directory decides nothing: files that are not named here are leftovers or somebody else's.
@NullMarked
package io.varve.version;

import org.jspecify.annotations.NullMarked;
