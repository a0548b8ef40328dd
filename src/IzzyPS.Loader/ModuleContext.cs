using System.Reflection;
using System.Runtime.Loader;

namespace IzzyPS.Loader;

/// <summary>
/// Where the module's assemblies live: apart from those of other modules, which may bring other versions of the same packages.
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
    private readonly HashSet<string> _provided;

    private ModuleContext(string folder)
        : base("IzzyPS")
    {
        _folder = folder;
        var provided = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? string.Empty;
        _provided = provided.Split(Path.PathSeparator).Select(path => Path.GetFileNameWithoutExtension(path)).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Loads one of the module's assemblies, or gives the one that this process has already.</summary>
    /// <param name="name">Its name, <c>IzzyPS</c> for example.</param>
    /// <exception cref="FileNotFoundException">It does not lie beside the loader.</exception>
    public static Assembly LoadModule(string name)
    {
        lock (Gate)
        {
            _only ??= new ModuleContext(Path.GetDirectoryName(typeof(ModuleContext).Assembly.Location)!);
            return _only.LoadFromAssemblyName(new AssemblyName(name));
        }
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name is not { } name || _provided.Contains(name))
            return null;
        var path = Path.Combine(_folder, name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
    /// <inheritdoc/>
    /// <remarks>
    /// By its full path, so that the module gets its own library even where the process has loaded another one of the same name.
    /// </remarks>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = NativeFile.PathOf(_folder, unmanagedDllName);
        return File.Exists(path) ? LoadUnmanagedDllFromPath(path) : 0;
    }
}
