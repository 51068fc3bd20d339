package org.tallystick.api.door;

import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/** A method of a resource, which has a name of its own there: what is known of it by reflection is kept under this. */
record ResourceMethod(Class<?> resource, String name) {
    static ResourceMethod of(SimpleResourceInfo called) {
        return new ResourceMethod(called.getResourceClass(), called.getMethodName());
    }

    /** The method, and those that a compiler or a container put beside it. */
    Stream<Method> reflected() {
        return Stream.of(resource.getMethods())
                .filter(method -> method.getName().equals(name));
    }
}
