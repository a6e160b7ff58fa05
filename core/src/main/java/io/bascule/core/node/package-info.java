/** What a node is to do next: pure functions from the record and what the node has to one action. */
@NullMarked
package io.bascule.core.node;

import org.jspecify.annotations.NullMarked;
