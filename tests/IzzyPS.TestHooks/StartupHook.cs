using System.Globalization;
using System.Reflection;
using IzzyPS.TestHooks;

/// <summary>
/// What .NET calls before the main method of a program whose environment names this assembly in <c>DOTNET_STARTUP_HOOKS</c>. It waits for
/// IzzyPS.Core to be loaded, into whichever load context, and sets the fields of its <c>StepHook</c>.
/// </summary>
internal static class StartupHook
{
    private const string Product = "IzzyPS.Core";
    private const string Target = "IzzyPS.Hooks.StepHook";

    public static void Initialize() => AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
    {
        if (loaded.LoadedAssembly.GetName().Name == Product)
            Set(loaded.LoadedAssembly.GetType(Target, throwOnError: true)!);
    };

    private static void Set(Type target)
    {
        Field(target, "Reached").SetValue(null, KillPoint.FromEnvironment());
        if (Environment.GetEnvironmentVariable(ShortLease.Variable) is { } seconds)
            Field(target, "LeaseTime").SetValue(null, TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture)));
    }

    private static FieldInfo Field(Type target, string name) =>
        target.GetField(name, BindingFlags.Static | BindingFlags.NonPublic) ?? throw new MissingFieldException(Target, name);
}
