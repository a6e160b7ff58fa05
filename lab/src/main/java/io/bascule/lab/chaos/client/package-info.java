/** The four kinds of clients of the chaos suite. Each notes what it did, and what it was told, in one history. */
@NullMarked
package io.bascule.lab.chaos.client;

import org.jspecify.annotations.NullMarked;
