# Writes OUTPUT, a header that says what was built from which commit. Touches it only when it
# changes. `kCompiler` and `kFlags` differ between builds: nothing but the manifest's `host` may
# hold them.
set(COMMIT unknown)
set(DIRTY false)
find_program(GIT git)
if(GIT)
  # A clone that belongs to someone else, as in a container, is still ours to describe.
  set(git ${GIT} -c "safe.directory=*" -C ${SOURCE})
  execute_process(COMMAND ${git} rev-parse --show-toplevel OUTPUT_VARIABLE top
                  OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  file(REAL_PATH ${SOURCE} source)
  if(top STREQUAL source)  # not a folder inside somebody else's repository
    execute_process(COMMAND ${git} rev-parse --short=12 HEAD OUTPUT_VARIABLE commit
                    RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(NOT failed)
      set(COMMIT ${commit})
      execute_process(COMMAND ${git} diff --quiet HEAD RESULT_VARIABLE differs ERROR_QUIET)
      if(differs)
        set(DIRTY true)
      endif()
    endif()
  endif()
endif()
configure_file(${CMAKE_CURRENT_LIST_DIR}/build_info.h.in ${OUTPUT} @ONLY)
