package org.tallystick.api.door;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tallystick.api.access.Requires;

/** Every method of every resource, as its annotations say: for {@code Allow}, and for the tests that walk them all. */
@Singleton
public final class Routes {
    private static final Pattern PARAMETER = Pattern.compile("\\{\\s*(\\w+)\\s*(?::([^{}]*(?:\\{[^{}]*}[^{}]*)*))?}");

    /** @param template with its parameters, such as {@code /api/v1/keys/{id}} */
    public record Route(String method, String template, Pattern path, Optional<Requires> requires) {}

    private final List<Route> routes;

    Routes(BeanManager beans) {
        this.routes = beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .flatMap(bean -> of(bean.getBeanClass()))
                .toList();
    }

    public List<Route> all() {
        return routes;
    }

    /** The methods of what is at this path, in alphabetical order; HEAD goes with GET. */
    Set<String> methods(String path) {
        Set<String> methods = new TreeSet<>();
        for (Route route : routes) {
            if (route.path().matcher(path).matches()) {
                methods.add(route.method());
                if (route.method().equals("GET")) {
                    methods.add("HEAD");
                }
            }
        }
        return methods;
    }

    private static Stream<Route> of(Class<?> resource) {
        Path root = resource.getAnnotation(Path.class);
        List<Route> found = new ArrayList<>();
        if (root != null) {
            for (Method method : resource.getMethods()) {
                Path path = method.getAnnotation(Path.class);
                String template = joined(root.value(), path == null ? "" : path.value());
                httpMethod(method)
                        .map(name -> new Route(
                                name,
                                template,
                                pattern(template),
                                Optional.ofNullable(method.getAnnotation(Requires.class))))
                        .ifPresent(found::add);
            }
        }
        return found.stream();
    }

    private static Optional<String> httpMethod(Method method) {
        return Stream.of(method.getAnnotations())
                .map(Annotation::annotationType)
                .map(type -> type.getAnnotation(HttpMethod.class))
                .filter(named -> named != null)
                .map(HttpMethod::value)
                .findAny();
    }

    private static String joined(String root, String path) {
        String joined = "/" + root + "/" + path;
        String single = joined.replaceAll("/{2,}", "/");
        return single.length() > 1 && single.endsWith("/") ? single.substring(0, single.length() - 1) : single;
    }

    private static Pattern pattern(String template) {
        StringBuilder regex = new StringBuilder();
        Matcher parameter = PARAMETER.matcher(template);
        int end = 0;
        while (parameter.find()) {
            regex.append(Pattern.quote(template.substring(end, parameter.start())));
            String own = parameter.group(2);
            regex.append('(').append(own == null ? "[^/]+" : own.strip()).append(')');
            end = parameter.end();
        }
        return Pattern.compile(regex.append(Pattern.quote(template.substring(end))) + "/?");
    }
}
