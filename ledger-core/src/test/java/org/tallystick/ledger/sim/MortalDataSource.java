package org.tallystick.ledger.sim;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * The database as a process sees it that is going to be killed: after a number of commits, just before or just after the
 * last one reached the server, every call of this process fails. What was committed stays; another process gets another
 * one of these.
 */
public final class MortalDataSource implements DataSource {
    public enum Death {
        BEFORE_COMMIT,
        AFTER_COMMIT
    }

    private final DataSource real;
    private final AtomicInteger commitsLeft;
    private final Death death;
    private final Thread process;
    private volatile boolean dead;

    public MortalDataSource(DataSource real, int commitsLeft, Death death) {
        this.real = real;
        this.commitsLeft = new AtomicInteger(commitsLeft);
        this.death = death;
        this.process = Thread.currentThread();
    }

    public boolean isDead() {
        return dead;
    }

    /** Whatever the process waits for, it waits no longer. */
    public void kill() {
        dead = true;
        process.interrupt();
    }

    @Override
    public Connection getConnection() throws SQLException {
        requireAlive();
        Connection connection = real.getConnection();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    String name = method.getName();
                    if (name.equals("close")) {
                        if (dead && !connection.getAutoCommit()) {
                            connection.rollback();
                            connection.setAutoCommit(true);
                        }
                        connection.close();
                        return null;
                    }
                    if (!name.equals("rollback") && !name.equals("setAutoCommit")) {
                        requireAlive();
                    }
                    try {
                        if (!name.equals("commit")) {
                            return method.invoke(connection, arguments);
                        }
                        boolean last = commitsLeft.decrementAndGet() == 0;
                        if (last && death == Death.BEFORE_COMMIT) {
                            kill();
                        }
                        requireAlive();
                        method.invoke(connection, arguments);
                        if (last) {
                            kill();
                        }
                        requireAlive();
                        return null;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void requireAlive() throws SQLException {
        if (dead) {
            throw new SQLException("this process was killed");
        }
    }

    @Override
    public Connection getConnection(String user, String password) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PrintWriter getLogWriter() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setLoginTimeout(int seconds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
