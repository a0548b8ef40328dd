using System.Reflection;
using System.Runtime.Loader;

namespace IzzyPS.Loader;

/// <summary>
/// The load context of the module's assemblies. Other modules may bring other versions of the same packages, so that each needs its own context.
/// </summary>
/// <remarks>
/// What the framework or PowerShell has is left to them. A context that loads those privately too splits the identity of their types
/// ("Method not found: … get_MeterFactory").
/// </remarks>
public sealed class ModuleContext : AssemblyLoadContext
{
    private static readonly Lock Gate = new();
    private static ModuleContext? _only;

    private readonly string _folder;
    private readonly string _compiled;
    private readonly string _provided;

    private ModuleContext(string folder)
        : base("IzzyPS")
    {
        _folder = folder;
        _compiled = Path.Combine(folder, "compiled", RuntimeName.OfProcess);
        _provided = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? string.Empty;
    }

    /// <summary>Whether this process has loaded the module before.</summary>
    public static bool IsLoaded => _only is not null;

    /// <summary>Loads the core and the cmdlets, or gives those that this process has already.</summary>
    /// <remarks>
    /// Both at once: each call costs a starting PowerShell a millisecond or two of compiling.
    /// </remarks>
    /// <exception cref="FileNotFoundException">One of them does not lie beside the loader.</exception>
    public static Assembly[] LoadModule()
    {
        lock (Gate)
        {
            _only ??= new ModuleContext(Path.GetDirectoryName(typeof(ModuleContext).Assembly.Location)!);
            return [_only.LoadFromAssemblyName(new AssemblyName("IzzyPS.Core")), _only.LoadFromAssemblyName(new AssemblyName("IzzyPS"))];
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The file in <c>compiled/&lt;runtime&gt;</c> is the same assembly with native code for this very runtime (<c>ReadyToRun.targets</c>).
    /// </remarks>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name || IsProvided(name))
            return null;
        var compiled = Path.Combine(_compiled, name + ".dll");
        if (File.Exists(compiled))
            return LoadFromAssemblyPath(compiled);
        var path = Path.Combine(_folder, name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// By its full path, so that the module gets its own library even where the process has loaded another one of the same name.
    /// </remarks>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = NativeFile.GetPath(_folder, unmanagedDllName);
        return File.Exists(path) ? LoadUnmanagedDllFromPath(path) : 0;
    }

    // The list is searched as the one text that it is: a set of its three hundred names would cost more than the few searches.
    private bool IsProvided(string name) => _provided.Contains($"{Path.DirectorySeparatorChar}{name}.dll", StringComparison.OrdinalIgnoreCase);
}
