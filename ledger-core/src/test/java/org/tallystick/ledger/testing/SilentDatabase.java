package org.tallystick.ledger.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A database that goes away in the middle of a COMMIT, which then has no answer, and comes back when the test says so. */
public final class SilentDatabase {
    /** What becomes of the COMMIT that nobody hears of. */
    public enum Fate {
        HAPPENS,
        DOES_NOT
    }

    private final DataSource real;
    private volatile Fate nextCommit;
    private volatile boolean away;

    public SilentDatabase(DataSource real) {
        this.real = real;
    }

    public void loseNextAnswer(Fate fate) {
        nextCommit = fate;
    }

    public void comeBack() {
        away = false;
    }

    public DataSource dataSource() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    requireThere();
                    return method.getName().equals("getConnection")
                            ? connection(real.getConnection())
                            : method.invoke(real, arguments);
                });
    }

    private Connection connection(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    try {
                        Fate fate = nextCommit;
                        if (!method.getName().equals("commit") || fate == null) {
                            return method.invoke(connection, arguments);
                        }
                        nextCommit = null;
                        away = true;
                        if (fate == Fate.HAPPENS) {
                            connection.commit();
                        } else {
                            connection.rollback();
                        }
                        throw new SQLException("the connection is gone", "08006");
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void requireThere() throws SQLException {
        if (away) {
            throw new SQLException("the database is away", "08001");
        }
    }
}
