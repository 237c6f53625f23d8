/// Every store keeps its entries, walks in order and keeps its promise.
@NullMarked
package io.varve.bench.stores;

import org.jspecify.annotations.NullMarked;
