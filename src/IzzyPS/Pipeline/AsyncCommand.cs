using System.Management.Automation;
using IzzyPS.Output;
using IzzyPS.Runs;
using IzzyPS.Runs.Faults;

namespace IzzyPS.Pipeline;

/// <summary>
/// A cmdlet whose work runs on the thread pool. The work is cancelled by a stop and when the pipeline takes no more objects
/// (<c>-ErrorAction Stop</c>, <c>Select-Object -First 1</c>). The cmdlet always waits until the work has ended. An exception ends
/// the cmdlet with a terminating error.
/// </summary>
public abstract class AsyncCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    private protected AsyncCommand()
    {
    }

    /// <summary>Is cancelled when the work must end.</summary>
    internal CancellationToken StopToken => _stopping.Token;

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(Begin);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(Take);

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        Guard(Finish);
        Session.Current.WriteNotices(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        try
        {
            _stopping.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The cmdlet has just ended. There is nothing to stop.
        }
    }

    /// <summary>Releases the cmdlet's resources.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases the cmdlet's resources.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _stopping.Dispose();
    }

    private protected virtual void Begin()
    {
    }

    private protected virtual void Take()
    {
    }

    private protected virtual void Finish()
    {
    }

    /// <summary>
    /// Runs work on the thread pool and writes the records that the work posts, until the work has ended. A closed terminal or a SIGTERM
    /// stops the work. PowerShell ends after the work has ended.
    /// </summary>
    private protected T Pump<T>(Func<RecordQueue, CancellationToken, Task<T>> work)
    {
        using var records = new RecordQueue();
        using var signals = StopSignals.ListenForHost();
        using var stopping = signals.Token.Register(StopProcessing);
        var working = Task.Run(() => WorkAsync(work, records, StopToken), CancellationToken.None);
        try
        {
            foreach (var write in records.Take())
                write(this);
        }
        finally
        {
            if (!records.IsDrained)
                _stopping.Cancel();
            records.Close();
            ((IAsyncResult)working).AsyncWaitHandle.WaitOne();
            _ = working.Exception;
        }

        return working.GetAwaiter().GetResult();
    }

    /// <summary>Calls PowerShell's method with a text that has no secrets and no control characters.</summary>
    private protected new void WriteWarning(string text) => base.WriteWarning(Outgoing.ToLine(text));

    /// <summary>Calls PowerShell's method with a text that has no secrets and no control characters.</summary>
    private protected new void WriteVerbose(string text) => base.WriteVerbose(Outgoing.ToLine(text));

    /// <summary>Calls PowerShell's method with a text that has no secrets and no control characters.</summary>
    private protected new bool ShouldProcess(string target, string action) => base.ShouldProcess(Outgoing.ToLine(target), Outgoing.ToLine(action));

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            // PowerShell ends a stopped pipeline itself.
        }
        catch (Exception exception) when (exception.GetType().Assembly != typeof(PSCmdlet).Assembly)
        {
            // PowerShell's own exceptions control the pipeline and must pass. Of any other exception the user gets only a masked message.
            ThrowTerminatingError(Errors.Create(RunFault.FromException(exception)));
        }
    }

    private static async Task<T> WorkAsync<T>(Func<RecordQueue, CancellationToken, Task<T>> work, RecordQueue records, CancellationToken cancellationToken)
    {
        try
        {
            return await work(records, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            records.Complete();
        }
    }
}
