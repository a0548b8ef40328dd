using Mono.Cecil;

namespace IzzyPS.Tests.Repository;

/// <summary>
/// Which folders of an assembly refer to which others: base types, fields, signatures and method bodies of the compiled types. A type's
/// folder is the one of its source files, as the debug symbols have them: the types that administrators hold are all in one namespace,
/// wherever their files are.
/// </summary>
internal sealed class FolderReferences
{
    private readonly Dictionary<string, string> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<(string From, string To), SortedSet<string>> _references = [];
    private readonly ModuleDefinition _module;

    private FolderReferences(ModuleDefinition module) => _module = module;

    /// <summary>One example each for every pair of folders: <c>Type -> Type</c>.</summary>
    internal IReadOnlyDictionary<(string From, string To), SortedSet<string>> References => _references;

    /// <summary>The folder of each type that has one.</summary>
    internal IReadOnlyDictionary<string, string> Folders => _folders;

    /// <summary>Reads an assembly and its symbols.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="project">The name of the folder that its source files are below.</param>
    internal static FolderReferences Read(string path, string project)
    {
        using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { ReadSymbols = true });
        var read = new FolderReferences(module);
        foreach (var type in module.Types)
        {
            if (FindFolder(type, project) is { } folder)
                read._folders[type.FullName] = folder;
        }

        foreach (var type in module.Types.SelectMany(WithNested))
            read.AddType(type);
        return read;
    }

    private static IEnumerable<TypeDefinition> WithNested(TypeDefinition type) => type.NestedTypes.SelectMany(WithNested).Prepend(type);

    private static string? FindFolder(TypeDefinition type, string project)
    {
        var source = WithNested(type).SelectMany(nested => nested.Methods)
            .SelectMany(method => method.DebugInformation?.SequencePoints.Select(point => point.Document.Url) ?? [])
            .FirstOrDefault(url => url.Contains($"/{project}/", StringComparison.Ordinal) && !url.Contains("/obj/", StringComparison.Ordinal));
        if (source is not null)
            return source[(source.IndexOf($"/{project}/", StringComparison.Ordinal) + project.Length + 2)..].Split('/')[0];
        // An interface or an enumeration has no code; its namespace is its folder.
        return type.Namespace.Split('.') is ["IzzyPS", var folder, ..] ? folder : null;
    }

    private void AddType(TypeDefinition type)
    {
        Add(type, type.BaseType);
        foreach (var implemented in type.Interfaces)
            Add(type, implemented.InterfaceType);
        foreach (var field in type.Fields)
            Add(type, field.FieldType);
        foreach (var method in type.Methods)
            AddMethod(type, method);
    }

    private void AddMethod(TypeDefinition type, MethodDefinition method)
    {
        AddSignature(type, method);
        if (!method.HasBody)
            return;
        foreach (var variable in method.Body.Variables)
            Add(type, variable.VariableType);
        foreach (var instruction in method.Body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference used:
                    Add(type, used);
                    break;
                case MethodReference called:
                    Add(type, called.DeclaringType);
                    AddSignature(type, called);
                    foreach (var argument in (called as GenericInstanceMethod)?.GenericArguments ?? [])
                        Add(type, argument);
                    break;
                case FieldReference field:
                    Add(type, field.DeclaringType);
                    Add(type, field.FieldType);
                    break;
            }
        }
    }

    private void AddSignature(TypeDefinition type, MethodReference method)
    {
        Add(type, method.ReturnType);
        foreach (var parameter in method.Parameters)
            Add(type, parameter.ParameterType);
    }

    private void Add(TypeDefinition from, TypeReference? to)
    {
        foreach (var argument in (to as GenericInstanceType)?.GenericArguments ?? [])
            Add(from, argument);
        if (to is TypeSpecification specification)
        {
            Add(from, specification.ElementType);
            return;
        }

        if (to is null or GenericParameter || (to.Scope != _module && to is not TypeDefinition))
            return;
        var (source, target) = (Outermost(from), Outermost(to.Resolve()));
        if (!_folders.TryGetValue(source.FullName, out var own) || !_folders.TryGetValue(target.FullName, out var other) || own == other)
            return;
        if (!_references.TryGetValue((own, other), out var examples))
            _references[(own, other)] = examples = new SortedSet<string>(StringComparer.Ordinal);
        _ = examples.Add($"{source.Name} -> {target.Name}");
    }

    private static TypeDefinition Outermost(TypeDefinition type)
    {
        while (type.DeclaringType is not null)
            type = type.DeclaringType;
        return type;
    }
}
