using System.Management.Automation;

namespace IzzyPS;

/// <summary>Ends the connections and sandboxes when the module is removed.</summary>
public sealed class ModuleCleanup : IModuleAssemblyCleanup
{
    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        var session = Session.Current;
        foreach (var sandbox in session.Sandboxes.ToList())
            Task.Run(() => session.StopAsync(sandbox)).GetAwaiter().GetResult();
        foreach (var connection in session.Connections.ToList())
            session.Close(connection);
    }
}
