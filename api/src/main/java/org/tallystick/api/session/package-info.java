/**
 * People at a browser: a session in place of a key that would have to lie in a script's reach.
 *
 * <p>Signing in shows a key or a password once; the answer sets a cookie that no script can read (HttpOnly), that no
 * other site's page makes a browser send (SameSite=Strict), and that is good for writing only beside a second secret in a
 * header, which another page cannot know ({@link org.tallystick.api.session.SessionToken#csrf()}). A session may do what
 * its key or person may, and ends with it; a person's also by a change of the password in another one.
 *
 * <p>Survives a crash: sessions are rows, so nobody is signed out by a restart; what is lost is up to half a minute of
 * "last seen". Depends on {@code access} and {@code problem}; the door asks here.
 */
@NullMarked
package org.tallystick.api.session;

import org.jspecify.annotations.NullMarked;
