package org.tallystick.api.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A database that can be away: while it is, nobody gets a connection. */
public final class Outage {
    private final DataSource database;
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean away;

    public Outage(DataSource database) {
        this.database = database;
    }

    public DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    if (away) {
                        refused.incrementAndGet();
                        throw new SQLException("the database is away");
                    }
                    try {
                        return method.invoke(database, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    public void begin() {
        away = true;
    }

    public void end() {
        away = false;
    }

    /** How often somebody asked while it was away. */
    public int refused() {
        return refused.get();
    }
}
