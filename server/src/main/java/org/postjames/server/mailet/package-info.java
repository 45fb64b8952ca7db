/**
 * Runs mailets: the administrator's from {@code james/mailets.xml}, and the delivery agents'. Read {@link org.postjames.server.mailet.MailetAgent} first,
 * then {@link org.postjames.server.mailet.BeforeQueueMailets}.
 *
 * <p>Mailets and matchers come from James's own loaders, with {@code extensions-jars}; the container is ours, because Camel's routes cost more per mail
 * than the delivery itself.
 */
@NullMarked
package org.postjames.server.mailet;

import org.jspecify.annotations.NullMarked;
