# Loads the cmdlets in a context of their own (src/IzzyPS.Loader), with few statements: PowerShell compiles them while the user waits.
$wasLoaded = [IzzyPS.Loader.ModuleContext]::IsLoaded

# The core has no cmdlets; PowerShell finds its types ([IzzyPS.Vehicle]) only in assemblies that it imported itself.
$loaded = Import-Module -Assembly ([IzzyPS.Loader.ModuleContext]::LoadModule()) -PassThru

# The second time in a process, PowerShell takes the assembly's module from its cache and forgets to export its cmdlets from this one:
# https://github.com/PowerShell/PowerShell/issues/20710. A block within the block is compiled only where it runs.
if ($wasLoaded) {
    & {
        $export = [psmoduleinfo].GetMethod('AddExportedCmdlet', [System.Reflection.BindingFlags]'Instance, NonPublic')
        foreach ($cmdlet in $loaded.ExportedCmdlets.Values) {
            if (-not $ExecutionContext.SessionState.Module.ExportedCmdlets.ContainsKey($cmdlet.Name)) {
                $export.Invoke($ExecutionContext.SessionState.Module, @(, $cmdlet))
            }
        }
    }
}
